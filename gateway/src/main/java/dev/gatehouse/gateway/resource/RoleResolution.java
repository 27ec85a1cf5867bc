package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Role;

/** A role has a name of its own and permissions that exist. */
final class RoleResolution implements Resolution {
    @Override
    public void resolve(Draft draft, Declarations declarations) {
        if (Role.isBuiltIn(draft.name())) {
            draft.refuse(Pointer.ROOT.child("metadata").child("name"), "this role is built in");
        }
        JsonNode permissions = draft.spec().path("permissions");
        for (int i = 0; i < permissions.size(); i++) {
            if (Permission.parse(permissions.get(i).asText()).isEmpty()) {
                draft.refuse(
                        Draft.SPEC.child("permissions").child(i), "no such permission; there are " + Permission.ALL);
            }
        }
    }
}
