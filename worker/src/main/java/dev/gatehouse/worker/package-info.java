/** The worker protocol: its records, keys, proofs and sealed envelopes, and what a connector promises. */
@NullMarked
package dev.gatehouse.worker;

import org.jspecify.annotations.NullMarked;
