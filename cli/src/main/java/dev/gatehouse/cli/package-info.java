/** The command line: every word of {@code gatehouse} that is not the script's own. */
@NullMarked
package dev.gatehouse.cli;

import org.jspecify.annotations.NullMarked;
