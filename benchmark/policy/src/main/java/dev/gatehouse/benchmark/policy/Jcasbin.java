package dev.gatehouse.benchmark.policy;

import dev.gatehouse.policy.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;

/**
 * jCasbin with roles in domains: a permission of a role is a policy, and a binding a link in the domain of its
 * namespace. Of the people it knows those who ask.
 */
final class Jcasbin implements Rival {
    private static final String EVERYWHERE = "root";

    private final Enforcer enforcer;

    Jcasbin(Company company) {
        var model = new Model();
        model.addDef("r", "r", "sub, ns, act");
        model.addDef("p", "p", "sub, act");
        model.addDef("g", "g", "_, _, _");
        model.addDef("e", "e", "some(where (p.eft == allow))");
        model.addDef("m", "m", "r.act == p.act && g(r.sub, p.sub, r.ns)");
        enforcer = new Enforcer(model);
        enforcer.enableLog(false);
        enforcer.enableAutoBuildRoleLinks(false);
        enforcer.addNamedDomainMatchingFunc("g", "covers", Jcasbin::isAtOrBelow);
        var policies = new ArrayList<List<String>>();
        company.roles()
                .forEach(role -> role.spec()
                        .permissions()
                        .forEach(permission -> policies.add(List.of(role.name(), permission.toString()))));
        var links = new ArrayList<List<String>>();
        company.questions().map(Company.Asked::subject).distinct().forEach(person -> person.groups()
                .forEach(group -> links.add(List.of(name(person.id()), name(group), EVERYWHERE))));
        company.bindings()
                .forEach(binding -> Stream.concat(binding.subjects().stream(), binding.groups().stream())
                        .forEach(principal -> links.add(List.of(
                                name(principal),
                                binding.role(),
                                binding.namespace().path()))));
        enforcer.addNamedPolicies("p", policies);
        enforcer.addNamedGroupingPolicies("g", links.stream().distinct().toList());
        enforcer.buildRoleLinks();
    }

    private static boolean isAtOrBelow(String asked, String given) {
        return given.equals(EVERYWHERE) || asked.equals(given) || asked.startsWith(given + ".");
    }

    private static String name(UUID principal) {
        return principal.toString();
    }

    @Override
    public boolean allows(Company.Asked asked) {
        return enforcer.enforceEx(
                        name(asked.subject().id()), asked.namespace().path(), Permission.EXECUTION_READ.toString())
                .isAllow();
    }
}
