/** The pages of the user interface in a real browser, in front of a real server. */
@NullMarked
package dev.whence.server.web;

import org.jspecify.annotations.NullMarked;
