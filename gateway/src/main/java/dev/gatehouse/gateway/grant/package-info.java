/** Giving access: what an act would give, and whether whoever asks holds it. */
@NullMarked
package dev.gatehouse.gateway.grant;

import org.jspecify.annotations.NullMarked;
