/** The gateway's start and its configuration. */
@NullMarked
package dev.gatehouse.gateway;

import org.jspecify.annotations.NullMarked;
