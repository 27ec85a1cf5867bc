/** The embedded store: values sealed by the master key, in rows that somebody else keeps. */
@NullMarked
package dev.gatehouse.secrets.embedded;

import org.jspecify.annotations.NullMarked;
