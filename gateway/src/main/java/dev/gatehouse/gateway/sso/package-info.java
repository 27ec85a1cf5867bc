/** Identity providers: whom a tenant believes about its people, their keys, and the access tokens that they sign. */
@NullMarked
package dev.gatehouse.gateway.sso;

import org.jspecify.annotations.NullMarked;
