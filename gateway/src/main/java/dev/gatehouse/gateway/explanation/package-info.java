/** Says why policy decided as it did, and what it would decide: to whoever asks about themselves, and to who may ask more. */
@NullMarked
package dev.gatehouse.gateway.explanation;

import org.jspecify.annotations.NullMarked;
