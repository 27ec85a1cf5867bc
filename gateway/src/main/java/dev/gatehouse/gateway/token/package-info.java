/** Credentials that are made here and shown once: API tokens, the owners' first ones, and join tokens of workers. */
@NullMarked
package dev.gatehouse.gateway.token;

import org.jspecify.annotations.NullMarked;
