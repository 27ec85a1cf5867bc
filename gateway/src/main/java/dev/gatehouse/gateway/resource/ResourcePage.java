package dev.gatehouse.gateway.resource;

import java.util.List;
import java.util.Optional;

/**
 * Some resources of one kind, in the order of namespace and name.
 *
 * @param next where the next page begins: after that {@code namespace/name}
 */
record ResourcePage(List<ResourceEntity> items, Optional<String> next) {
    ResourcePage {
        items = List.copyOf(items);
    }
}
