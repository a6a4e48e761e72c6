/**
 * The HTTP face: one class for each group of routes, and what they share. A group lists its {@link
 * dev.whence.server.api.Route routes} with their documentation; the same list registers them and writes the OpenAPI
 * description. Nothing is decided here that another client of the store or the analyzer would have to decide again.
 */
@NullMarked
package dev.whence.server.api;

import org.jspecify.annotations.NullMarked;
