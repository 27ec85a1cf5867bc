package dev.gatehouse.gateway.resource;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * What names a resource.
 *
 * @param kind in lower-case singular
 * @param namespace the root for tenant-scoped kinds
 */
@Embeddable
record ResourceKey(
        @Column(nullable = false) String tenant,
        @Column(nullable = false) String kind,
        @Column(nullable = false) String namespace,
        @Column(nullable = false) String name) {}
