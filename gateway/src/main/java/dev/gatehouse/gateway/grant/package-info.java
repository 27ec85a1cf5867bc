/** Giving access: what an act would give, whether whoever asks holds it, and that a tenant keeps an owner. */
@NullMarked
package dev.gatehouse.gateway.grant;

import org.jspecify.annotations.NullMarked;
