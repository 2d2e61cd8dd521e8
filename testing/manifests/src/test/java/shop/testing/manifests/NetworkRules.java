package shop.testing.manifests;

import static shop.testing.manifests.NetworkEdge.from;
import static shop.testing.manifests.NetworkEdge.to;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Open is exactly what the code needs: its calls, at both ends, and the ways to what stands outside the namespace. */
final class NetworkRules implements Rule {

    private static final String NAME_SERVERS = "ns:kube-system {\"matchLabels\":{\"k8s-app\":\"kube-dns\"}}";
    private static final String OBSERVABILITY = "ns:observability";
    private static final String POD_IDENTITY_AGENT = "cidr:169.254.170.23/32";
    private static final String INTERNET =
            "cidr:0.0.0.0/0 but [\"10.0.0.0/8\",\"172.16.0.0/12\",\"192.168.0.0/16\",\"169.254.0.0/16\"]";

    private final JsonNode facts;

    /** @param facts of {@link Contract} */
    NetworkRules(JsonNode facts) {
        this.facts = facts;
    }

    @Override
    public void check(Manifests manifests, Findings findings) {
        var edges = new NetworkEdges(manifests);
        if (!edges.denyByDefault()) {
            findings.finding("what no policy names is not denied");
        }
        manifests
                .ofKind("NetworkPolicy")
                .filter(NetworkRules::namesAPort)
                .forEach(policy -> findings.finding(policy, "names a port, which some network plugins ignore"));
        Set<NetworkEdge> open = edges.open();
        Set<NetworkEdge> wanted = new Wanted(manifests, new Contract(facts, manifests.environment())).edges();
        open.stream().filter(edge -> !wanted.contains(edge)).forEach(edge -> findings.finding("nobody needs " + edge));
        wanted.stream().filter(edge -> !open.contains(edge)).forEach(edge -> findings.finding("closed is " + edge));
    }

    private static boolean namesAPort(JsonNode policy) {
        return policy.path("spec").findValues("port").stream().anyMatch(JsonNode::isTextual);
    }

    /** What the code and the rest of the manifests say. */
    private record Wanted(Manifests manifests, Contract contract, AddressPlan addresses, Set<NetworkEdge> edges) {

        Wanted(Manifests manifests, Contract contract) {
            this(manifests, contract, new AddressPlan(contract), new TreeSet<>());
            PodGroup.all(manifests).forEach(pod -> {
                add(to(pod.name(), NAME_SERVERS, "UDP 53"));
                add(to(pod.name(), NAME_SERVERS, "TCP 53"));
            });
            Program.all().forEach(this::service);
            call("react-frontend", "inventory-api");
            manifests.workloads().filter(workload -> !workload.isDeployment()).forEach(this::job);
            shopper();
            audit();
            if (manifests.hasWorkload("cloudflared")) {
                tunnel();
            }
            if (manifests.ofKind("KafkaConnector").findAny().isPresent()) {
                connect();
            }
        }

        private void service(Program program) {
            String pod = program.deployment();
            program.neighbours().forEach(neighbour -> call(pod, neighbour));
            add(to(pod, addresses.databases(), contract.port("postgres")));
            add(to(pod, OBSERVABILITY, "TCP 4318"));
            add(from(pod, OBSERVABILITY, "TCP " + program.managementPort()));
            add(from(pod, "pod:" + PodGroup.OPERATORS, "TCP " + program.managementPort()));
            add(to(PodGroup.OPERATORS, "pod:" + pod, "TCP " + program.managementPort()));
            if (manifests.deployment(pod).setting(manifests, "SHOP_OPS_ISSUER").isPresent()) {
                add(to(pod, INTERNET, "TCP 443"));
            }
            if (program.usesKafka()) {
                add(to(pod, addresses.brokers(), contract.port("kafka_scram")));
                if (manifests
                        .deployment(pod)
                        .setting(manifests, "SPRING_KAFKA_PROPERTIES_SASL_MECHANISM")
                        .filter("AWS_MSK_IAM"::equals)
                        .isPresent()) {
                    add(to(pod, addresses.brokers(), contract.port("kafka_iam")));
                    add(to(pod, POD_IDENTITY_AGENT, "TCP 80"));
                }
            }
        }

        private void job(Workload job) {
            boolean migrates = job.program().isPresent();
            add(
                    migrates
                            ? to(job.name(), addresses.databases(), contract.port("postgres"))
                            : to(job.name(), addresses.brokers(), contract.port("kafka_scram")));
        }

        private void audit() {
            add(to("audit", addresses.databases(), contract.port("postgres")));
            add(to("audit", addresses.brokers(), contract.port("kafka_scram")));
            add(from(
                    "audit",
                    OBSERVABILITY,
                    "TCP " + manifests.deployment("audit").port("metrics").orElse("unknown")));
        }

        private void shopper() {
            manifests
                    .ofKind("Ingress")
                    .flatMap(manifests::backends)
                    .map(backend -> backend.path("name").asText())
                    .forEach(pod -> add(from(pod, addresses.loadBalancer(), contract.port("pods"))));
        }

        private void tunnel() {
            Stream.of("react-frontend", "cart-api", "checkout-api", "order-api")
                    .forEach(pod -> call("cloudflared", pod));
            add(to("cloudflared", INTERNET, "TCP 7844"));
            add(to("cloudflared", INTERNET, "UDP 7844"));
        }

        private void connect() {
            add(to(PodGroup.CONNECT, addresses.databases(), contract.port("postgres")));
            add(to(PodGroup.CONNECT, addresses.brokers(), contract.port("kafka_scram")));
            add(to(PodGroup.CONNECT, "pod:" + PodGroup.CONNECT, "TCP 8083"));
        }

        private void call(String caller, String called) {
            add(to(caller, "pod:" + called, port(called)));
            add(from(called, "pod:" + caller, port(called)));
        }

        private String port(String pod) {
            return "TCP " + manifests.deployment(pod).port("http").orElse("unknown");
        }

        private void add(NetworkEdge edge) {
            edges.add(edge);
        }
    }
}
