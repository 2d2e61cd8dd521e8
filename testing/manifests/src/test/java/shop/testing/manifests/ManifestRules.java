package shop.testing.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What has to hold for every environment, its preparation included. */
record ManifestRules(List<Rule> rules) {

    static ManifestRules ofTheShop() throws IOException {
        Stream<Rule> ofItself = Stream.of(
                new PodRules(),
                new ServiceRules(),
                new EntranceRules(Manifests.yaml(Files.readString(Path.of("../../k8s/base/ingress.yaml")))),
                new ConfigurationRules(KnownProperties.ofTheServices()),
                new RollOutRules(),
                new ScalingRules(),
                new JvmRules(),
                new ConnectionRules(),
                new DatabaseRules(),
                new PlacementRules(Environments.cluster()),
                new ConnectRules());
        return new ManifestRules(Stream.concat(ofItself, ofTheAccount(Contract.facts()).rules().stream())
                .toList());
    }

    /**
     * What has to agree with Terraform.
     *
     * @param facts of {@link Contract}
     */
    static ManifestRules ofTheAccount(JsonNode facts) {
        return new ManifestRules(List.of(new NetworkRules(facts), new AccountRules(facts), new ImageRules(facts)));
    }

    /** None, or a sentence each. */
    List<String> findings(Manifests manifests) {
        var findings = new Findings();
        rules.forEach(rule -> rule.check(manifests, findings));
        return findings.sentences();
    }
}
