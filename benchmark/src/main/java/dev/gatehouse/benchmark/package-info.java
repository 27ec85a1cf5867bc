/** What a team would write by hand in front of its workers: the baselines that the gateway is measured against. */
@NullMarked
package dev.gatehouse.benchmark;

import org.jspecify.annotations.NullMarked;
