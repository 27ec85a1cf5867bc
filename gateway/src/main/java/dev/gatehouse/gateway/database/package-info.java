/** The database: how it is started, how a transaction runs, and what its absence means. */
@NullMarked
package dev.gatehouse.gateway.database;

import org.jspecify.annotations.NullMarked;
