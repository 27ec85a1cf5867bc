/** The connector that runs a job as a process of the worker's machine. */
@NullMarked
package dev.gatehouse.worker.process;

import org.jspecify.annotations.NullMarked;
