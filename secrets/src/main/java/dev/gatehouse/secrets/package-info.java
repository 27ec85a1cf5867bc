@NullMarked
package dev.gatehouse.secrets;

import org.jspecify.annotations.NullMarked;
