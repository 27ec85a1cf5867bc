/** The rows of users, groups and memberships, and what their changes mean for access. */
@NullMarked
package dev.gatehouse.gateway.scim.directory;

import org.jspecify.annotations.NullMarked;
