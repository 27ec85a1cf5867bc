/** The keys of the installation: the master key's file, and the rows that it wraps. */
@NullMarked
package dev.gatehouse.gateway.key;

import org.jspecify.annotations.NullMarked;
