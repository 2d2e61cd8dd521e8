package shop.testing.manifests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What has to hold for every environment, its preparation included. */
record ManifestRules(List<Rule> rules) {

    static ManifestRules ofTheShop() throws IOException {
        return new ManifestRules(List.of(
                new PodRules(),
                new ServiceRules(),
                new EntranceRules(Manifests.yaml(Files.readString(Path.of("../../k8s/base/ingress.yaml")))),
                new ConfigurationRules(KnownProperties.ofTheServices()),
                new RollOutRules(),
                new NetworkRules(),
                new AccountRules(),
                new ScalingRules(),
                new JvmRules(),
                new ConnectionRules(),
                new DatabaseRules(),
                new ImageRules(),
                new PlacementRules(Environments.cluster()),
                new ConnectRules()));
    }

    /** None, or a sentence each. */
    List<String> findings(Manifests manifests) {
        var findings = new Findings();
        rules.forEach(rule -> rule.check(manifests, findings));
        return findings.sentences();
    }
}
