package shop.testing.manifests;

import static shop.testing.manifests.Manifests.elements;

import java.util.Set;
import java.util.regex.Pattern;

/** Variables that the programs know, all that they need, and no secret among what everybody may read. */
record ConfigurationRules(KnownProperties known) implements Rule {

    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|TOKEN|SECRET|KEY|JAAS).*");

    /** A login module that has no password. */
    private static final String BY_IAM = "software.amazon.msk.auth.iam.IAMLoginModule required;";

    private static final Set<String> NEEDED_TO_MIGRATE =
            Set.of("SPRING_DATASOURCE_URL", "SPRING_FLYWAY_PASSWORD", "SHOP_HTTP_SESSION_KEY");

    @Override
    public void check(Manifests manifests, Findings findings) {
        manifests.workloads().forEach(workload -> {
            workload.program().ifPresent(program -> variables(manifests, workload, program, findings));
            elements(workload.container().path("env"))
                    .filter(variable -> variable.has("value"))
                    .map(variable -> variable.path("name").asText())
                    .filter(name -> SECRET.matcher(name).matches())
                    .forEach(name -> findings.finding(workload.manifest(), "shows " + name));
        });
        manifests.ofKind("Secret").forEach(secret -> findings.finding(secret, "is a plain secret"));
        manifests
                .ofKind("ConfigMap")
                .forEach(map -> map.path("data").properties().stream()
                        .filter(entry -> SECRET.matcher(entry.getKey()).matches())
                        .filter(entry -> !entry.getValue().asText().equals(BY_IAM))
                        .forEach(entry -> findings.finding(map, "shows " + entry.getKey())));
    }

    /** A variable that no property takes is a typing error; one that Compose needs is needed here. */
    private void variables(Manifests manifests, Workload workload, Program program, Findings findings) {
        Set<String> given = workload.variables(manifests);
        given.stream()
                .filter(variable -> !known.has(variable))
                .filter(variable -> !variable.equals("JDK_JAVA_OPTIONS"))
                .filter(variable -> !workload.expands(variable))
                .forEach(variable -> findings.finding(workload.manifest(), "sets the unknown " + variable));
        Set<String> needed = workload.isDeployment() ? program.neededVariables() : NEEDED_TO_MIGRATE;
        needed.stream()
                .filter(variable -> !given.contains(variable))
                .forEach(variable -> findings.finding(workload.manifest(), "lacks " + variable));
    }
}
