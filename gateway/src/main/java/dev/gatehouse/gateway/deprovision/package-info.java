/** Access that ends: the cascade that ends what somebody has, step by step, whatever gateway is killed meanwhile. */
@NullMarked
package dev.gatehouse.gateway.deprovision;

import org.jspecify.annotations.NullMarked;
