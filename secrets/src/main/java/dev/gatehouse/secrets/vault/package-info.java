/** Stores in a HashiCorp Vault or OpenBao, by the Vault Java driver over the gateway's guard of outgoing calls. */
@NullMarked
package dev.gatehouse.secrets.vault;

import org.jspecify.annotations.NullMarked;
