package dev.gatehouse.benchmark.policy;

import com.cedarpolicy.AuthorizationEngine;
import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.Value;
import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Cedar with a policy for each role, kept parsed in the engine; a namespace says in an attribute for each role who holds it
 * there or above. A question hands over the two entities that it is about.
 */
final class Cedar implements Rival {
    private static final EntityTypeName PRINCIPAL = EntityTypeName.parse("Principal").orElseThrow();
    private static final EntityTypeName NAMESPACE = EntityTypeName.parse("Namespace").orElseThrow();
    private static final EntityUID READ =
            EntityTypeName.parse("Action").orElseThrow().of(Permission.EXECUTION_READ.toString());

    private final AuthorizationEngine engine = new BasicAuthorizationEngine();
    private final PolicySet policies;
    private final Map<UUID, Entity> people = new HashMap<>();
    private final Map<Namespace, Entity> namespaces = new HashMap<>();

    Cedar(Company company) {
        try {
            policies = PolicySet.parsePolicies(company.roles().stream().map(Cedar::policy).collect(Collectors.joining("\n")));
            policies.cache();
        } catch (AuthException | CacheException refused) {
            throw new IllegalStateException("Cedar reads no policy", refused);
        }
        company.people().forEach(person -> people.put(
                person.id(),
                new Entity(
                        uid(person.id()),
                        Map.of(),
                        person.groups().stream().map(Cedar::uid).collect(Collectors.toSet()))));
        company.questions()
                .map(Company.Asked::namespace)
                .distinct()
                .forEach(namespace -> namespaces.put(namespace, entity(namespace, company.bindings())));
    }

    private static String policy(Role role) {
        String actions = role.spec().permissions().stream()
                .map(permission -> "Action::\"" + permission + "\"")
                .collect(Collectors.joining(", "));
        return "permit(principal, action in [" + actions + "], resource) when { resource has " + role.name()
                + " && principal in resource." + role.name() + " };";
    }

    private static EntityUID uid(UUID principal) {
        return PRINCIPAL.of(principal.toString());
    }

    private static Entity entity(Namespace namespace, List<Binding> bindings) {
        var holders = new HashMap<String, Value>();
        for (var binding : bindings) {
            if (binding.namespace().covers(namespace)) {
                var list = (CedarList) holders.computeIfAbsent(binding.role(), _ -> new CedarList(new ArrayList<>()));
                Stream.concat(binding.subjects().stream(), binding.groups().stream()).map(Cedar::uid).forEach(list::add);
            }
        }
        return new Entity(NAMESPACE.of(namespace.path()), holders, Set.of());
    }

    @Override
    public boolean allows(Company.Asked asked) {
        var person = people.get(asked.subject().id());
        var namespace = namespaces.get(asked.namespace());
        try {
            var request = new AuthorizationRequest(person.getEUID(), READ, namespace.getEUID(), Map.<String, Value>of());
            return engine.isAuthorized(request, policies, Set.of(person, namespace)).success.orElseThrow().isAllowed();
        } catch (AuthException failed) {
            throw new IllegalStateException("Cedar answers nothing", failed);
        }
    }
}
