/** The issuer's door, {@code /oidc/TENANT}: what it publishes, and the one place where access tokens are asked for. */
@NullMarked
package dev.gatehouse.gateway.oidc;

import org.jspecify.annotations.NullMarked;
