package shop.opsapi;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who asks. A parameter of this type of an {@link OpsController}'s method is the caller.
 *
 * @param name the stable name that the issuer gives a person, or the user of this machine
 * @param roles what it may do; never changed
 * @param via how it has proven who it is: {@link #LOCAL_TOKEN}, or the issuer's address
 */
public record Actor(String name, Set<Role> roles, String via) {

    public static final String LOCAL_TOKEN = "local token";

    public Actor {
        EnumSet<Role> all = EnumSet.noneOf(Role.class);
        all.addAll(roles);
        if (!all.isEmpty()) {
            all.add(Role.VIEWER);
        }
        roles = Collections.unmodifiableSet(all);
    }

    /** Whether it has shown the token of this machine, which names nobody. */
    public boolean isLocal() {
        return via.equals(LOCAL_TOKEN);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }
}
