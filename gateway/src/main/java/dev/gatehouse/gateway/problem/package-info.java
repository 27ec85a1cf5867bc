/** Failures as the caller sees them: problem details with one stable code each (RFC 9457). */
@NullMarked
package dev.gatehouse.gateway.problem;

import org.jspecify.annotations.NullMarked;
