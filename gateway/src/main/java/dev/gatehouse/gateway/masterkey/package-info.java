/** How operators replace the key that wraps everything secret at rest, while all goes on. */
@NullMarked
package dev.gatehouse.gateway.masterkey;

import org.jspecify.annotations.NullMarked;
