/** What administrators declare: kinds, documents, their atomic application, and how they are read back. */
@NullMarked
package dev.gatehouse.gateway.resource;

import org.jspecify.annotations.NullMarked;
