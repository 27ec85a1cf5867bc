/** What a job declares, and how one start of it becomes what a worker runs. Pure: no database, no HTTP. */
@NullMarked
package dev.gatehouse.gateway.job;

import org.jspecify.annotations.NullMarked;
