/**
 * The record that everything in Whence is made of, the names of its fields, its JSON form, and what normalises and
 * redacts it. Nothing here knows a protocol, a store or a framework beyond Jackson's streaming core.
 *
 * <pre>{@code
 * Record call = Record.builder()
 *         .timestampNanos(1_795_523_211_218_893_623L)
 *         .put(Names.SERVICE, "assistant")
 *         .put(Names.STAGE, "chat gpt-4o-mini")
 *         .put(Names.DURATION, 1.8)
 *         .put(Names.INPUT_TOKENS, 812)
 *         .build();
 * }</pre>
 */
@NullMarked
package dev.whence.model;

import org.jspecify.annotations.NullMarked;
