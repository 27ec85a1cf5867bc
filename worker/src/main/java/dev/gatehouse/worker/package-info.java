@NullMarked
package dev.gatehouse.worker;

import org.jspecify.annotations.NullMarked;
