/** What is kept for a while only, and how it goes. */
@NullMarked
package dev.gatehouse.gateway.retention;

import org.jspecify.annotations.NullMarked;
