/** Policy as code: what lint finds in rules, and what other rules would have said of what was asked. */
@NullMarked
package dev.gatehouse.gateway.replay;

import org.jspecify.annotations.NullMarked;
