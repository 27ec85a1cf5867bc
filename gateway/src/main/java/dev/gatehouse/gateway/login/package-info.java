/** People in a browser: how they log in by their tenant's identity provider, what they see, and how their sessions end. */
@NullMarked
package dev.gatehouse.gateway.login;

import org.jspecify.annotations.NullMarked;
