/** The commands: each reads its arguments and hands the work to the module that does it. */
@NullMarked
package dev.whence.server.cli;

import org.jspecify.annotations.NullMarked;
