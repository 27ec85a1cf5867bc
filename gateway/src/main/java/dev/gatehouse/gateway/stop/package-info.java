/** What administrators hold up: kill switches, and maintenance. */
@NullMarked
package dev.gatehouse.gateway.stop;

import org.jspecify.annotations.NullMarked;
