package shop.testing.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules of docs/ARCHITECTURE.md that compiled classes can show, on the main classes of every module. The rules are tested
 * too: each must refuse the samples beside it.
 */
class ArchitectureTest {

    private static final String STACK = "tools/stack";
    private static final String COMMAND_LINE = "tools/shop";

    /** Each of them reads or writes a table of the mechanism or the slot, or hands a connection to one that does. */
    private static final Set<String> SQL_IN_MESSAGING = Set.of(
            "MessagingAutoConfiguration",
            "Outbox",
            "Inbox",
            "InboxTrace",
            "LetterTrace",
            "DeadLetters",
            "Letters",
            "RedriveTables",
            "RedriveAutoConfiguration",
            "LetterChangeTable",
            "ReplayTables",
            "ReplayAutoConfiguration",
            "ConsumerBreaks",
            "TopicWatch",
            "Holder",
            "PartitionMaintenance",
            "OutboxComparison",
            "OutboxProof",
            "OutboxPublication",
            "OutboxRecord",
            "OutboxRelay",
            "RelayAutoConfiguration",
            "Republications",
            "Republisher",
            "OutboxTrace",
            "TraceAutoConfiguration",
            "RelayDatabase",
            "RelayProgress",
            "RelaySlot",
            "SlotConnection",
            "SlotReader",
            "SlotRecovery");

    private static final DescribedPredicate<JavaClass> SQL = resideInAnyPackage(
                    "org.jooq..", "java.sql..", "javax.sql..", "org.springframework.jdbc..", "shop.*.db..")
            .and(not(simpleNameEndingWith("Exception")))
            .as("SQL");

    private static final DescribedPredicate<JavaClass> REPOSITORY = simpleNameEndingWith("Repository");

    private static Modules shop;

    @TempDir
    private Path folder;

    @BeforeAll
    static void readEveryModule() throws IOException {
        shop = Modules.of(Path.of("../.."));
    }

    @Test
    void everyModuleIsRead() throws IOException {
        assertThat(shop.all()).hasSizeGreaterThan(15);

        Path sources = Files.createDirectories(folder.resolve("cart-service/src/main/java"));
        Files.writeString(sources.resolve("Cart.java"), "class Cart {}");
        Files.writeString(folder.resolve("pom.xml"), "<project><module>cart-service</module></project>");
        assertThatThrownBy(() -> Modules.of(folder)).hasMessageContaining("cart-service is not compiled");
    }

    @Test
    void aModulesClassesLiveInThePackageOfItsFolder() throws IOException {
        check(
                Modules::inTheirPackages,
                refuses("shop.order.Basket", SampleShop.of("cart-service", "package shop.order; class Basket {}")),
                refuses("shop.audit.Past", SampleShop.of("tools/audit", "package shop.audit; class Past {}")),
                refuses("shop.orders.Fact", SampleShop.of("order-service", "package shop.orders; class Fact {}")));
    }

    @Test
    void noPackagesFormACycle() throws IOException {
        check(
                modules -> slices().assignedFrom(modules.slicesBy("packages", type -> Optional.of(sourcePackage(type))))
                        .should()
                        .beFreeOfCycles(),
                refuses(
                        "shop.tools.audit.topics",
                        SampleShop.of(
                                "tools/audit",
                                "package shop.tools.audit; class Audit { shop.tools.audit.topics.Reader reader; }",
                                "package shop.tools.audit.topics; public class Reader { Class<?> audit = shop.tools.audit.Report.class; }",
                                "package shop.tools.audit; public class Report {}")));
    }

    @Test
    void noModulesFormACycle() throws IOException {
        check(
                modules -> slices().assignedFrom(modules.slicesBy(
                                "modules", type -> modules.of(type).map(MavenModule::folder)))
                        .should()
                        .beFreeOfCycles(),
                refuses(
                        "http-api",
                        SampleShop.of(
                                        "messaging",
                                        "package shop.messaging; class Inbox { shop.httpapi.Problem problem; }",
                                        "package shop.messaging.relay; public class Relay {}")
                                .and(
                                        "http-api",
                                        "package shop.httpapi; public class Problem {}",
                                        "package shop.httpapi.health; class Health { shop.messaging.relay.Relay relay; }")));
    }

    @Test
    void noFeaturesOfAServiceFormACycle() throws IOException {
        check(
                modules -> slices().assignedFrom(modules.slicesBy(
                                "features",
                                type -> modules.of(type)
                                        .flatMap(module -> module.featureOf(type.getPackageName())
                                                .map(feature -> module.folder() + " " + feature))))
                        .should()
                        .beFreeOfCycles(),
                refuses(
                        "order-service tracking",
                        SampleShop.of(
                                "order-service",
                                "package shop.order.status; class Orders { shop.order.tracking.push.Push push; }",
                                "package shop.order.status.fold; public class Fold {}",
                                "package shop.order.tracking; class Tracking { shop.order.status.fold.Fold fold; }",
                                "package shop.order.tracking.push; public class Push {}")));
    }

    @Test
    void aServiceNeverDependsOnAnotherServicesCode() throws IOException {
        check(
                modules -> modules.importing(MavenModule::isService, (_, imported) -> !imported.isService()),
                refuses(
                        "shop.cart.basket.Carts",
                        SampleShop.of("cart-service", "package shop.cart.basket; class Carts { shop.order.Orders o; }")
                                .and("order-service", "package shop.order; public class Orders {}")));
    }

    @Test
    void aServiceImportsNoToolNoTestAndNoBuildModule() throws IOException {
        check(
                modules -> modules.importing(
                        MavenModule::isService,
                        (_, imported) -> imported.isService() || imported.isMechanism() || imported.isDomain()),
                refuses(
                        "shop.cart.Seed",
                        SampleShop.of("cart-service", "package shop.cart; class Seed { shop.tools.client.Client c; }")
                                .and("tools/client", "package shop.tools.client; public class Client {}")),
                refuses(
                        "shop.cart.Fake",
                        SampleShop.of("cart-service", "package shop.cart; class Fake { shop.testing.servers.Kafka k; }")
                                .and("testing/servers", "package shop.testing.servers; public class Kafka {}")),
                refuses(
                        "shop.cart.Local",
                        SampleShop.of("cart-service", "package shop.cart; class Local { shop.build.ports.Ports p; }")
                                .and("build/ports", "package shop.build.ports; public class Ports {}")));
    }

    @Test
    void theSchemasArePureJava() throws IOException {
        check(
                modules -> noClasses()
                        .that(modules.in(module -> module.folder().equals("schemas")))
                        .should()
                        .dependOnClassesThat()
                        .resideOutsideOfPackages("java..", "shop.schemas..", "org.jspecify.annotations.."),
                refuses(
                        "shop.schemas.Money",
                        SampleShop.of(
                                "schemas",
                                "package shop.schemas; @org.springframework.stereotype.Component class Money {}")),
                refuses(
                        "shop.schemas.OrderPlaced",
                        SampleShop.of("schemas", "package shop.schemas; class OrderPlaced { shop.topics.Topic topic; }")
                                .and("topics", "package shop.topics; public class Topic {}")));
    }

    @Test
    void theMechanismKnowsNoDomainWord() throws IOException {
        check(
                modules -> modules.importing(MavenModule::isMechanism, (_, imported) -> imported.isMechanism()),
                refuses(
                        "shop.messaging.Inbox",
                        SampleShop.of("messaging", "package shop.messaging; class Inbox { shop.schemas.Money money; }")
                                .and("schemas", "package shop.schemas; public class Money {}")),
                refuses(
                        "shop.readreplica.Reads",
                        SampleShop.of("read-replica", "package shop.readreplica; class Reads { shop.order.Order o; }")
                                .and("order-service", "package shop.order; public class Order {}")));
    }

    @Test
    void theEventCodecKnowsNoSpring() throws IOException {
        check(
                _ -> noClasses()
                        .that(resideInAPackage("shop.eventcodec.."))
                        .should()
                        .dependOnClassesThat(resideInAPackage("org.springframework..")),
                refuses(
                        "shop.eventcodec.Codec",
                        SampleShop.of(
                                "event-codec",
                                "package shop.eventcodec; @org.springframework.stereotype.Component class Codec {}")));
    }

    @Test
    void noToolImportsAService() throws IOException {
        check(
                modules -> modules.importing(MavenModule::isTool, (_, imported) -> !imported.isService()),
                refuses(
                        "shop.tools.audit.Audit",
                        SampleShop.of(
                                        "tools/audit",
                                        "package shop.tools.audit; class Audit { shop.order.Order order; }")
                                .and("order-service", "package shop.order; public class Order {}")));
    }

    /** The command line puts the verbs of all tools together; it is the one exception. */
    @Test
    void aToolImportsNoOtherToolButTheStack() throws IOException {
        check(
                modules -> modules.importing(
                        module -> module.isTool() && !module.folder().equals(COMMAND_LINE),
                        (_, imported) -> !imported.isTool() || imported.folder().equals(STACK)),
                refuses(
                        "shop.tools.launcher.Up",
                        SampleShop.of(
                                        "tools/launcher",
                                        "package shop.tools.launcher; class Up { shop.tools.edge.Edge e; }")
                                .and("tools/edge", "package shop.tools.edge; public class Edge {}")),
                refuses(
                        "shop.tools.edge.Edge",
                        SampleShop.of(
                                        "tools/edge",
                                        "package shop.tools.edge; class Edge { shop.tools.shop.Shop shop; }")
                                .and("tools/shop", "package shop.tools.shop; public class Shop {}")));
    }

    @Test
    void onlyTestingImportsTesting() throws IOException {
        check(
                modules -> modules.importing(module -> !module.isTesting(), (_, imported) -> !imported.isTesting()),
                refuses(
                        "shop.tools.launcher.Up",
                        SampleShop.of(
                                        "tools/launcher",
                                        "package shop.tools.launcher; class Up { shop.testing.servers.Kafka k; }")
                                .and("testing/servers", "package shop.testing.servers; public class Kafka {}")));
    }

    /**
     * State + message + {@code Instant now} → outcome. In a feature of a service every type is a decision or what one is made
     * of, unless Spring knows it by an annotation (repository, controller, listener, the feature's API, settings, the client
     * of another service), or it words refusals for HTTP.
     */
    @Test
    void decisionsArePure() throws IOException {
        DescribedPredicate<JavaClass> impure = resideInAnyPackage(
                        "org.springframework..",
                        "org.jooq..",
                        "org.apache.kafka..",
                        "shop.messaging..",
                        "shop.eventcodec..")
                .or(SQL)
                .or(equivalentTo(Clock.class))
                .or(describe("types that Spring knows", ArchitectureTest::isKnownToSpring));
        check(
                modules -> noClasses()
                        .that(describe("decisions", type -> isDecision(modules, type)))
                        .should()
                        .dependOnClassesThat(impure),
                refuses(
                        "shop.order.status.Refund",
                        SampleShop.of(
                                "order-service",
                                "package shop.order.status; record Refund(org.springframework.core.io.Resource r) {}")),
                refuses(
                        "shop.order.status.Refund",
                        SampleShop.of(
                                "order-service", "package shop.order.status; record Refund(org.jooq.Field<?> f) {}")),
                refuses(
                        "shop.order.status.Refund",
                        SampleShop.of(
                                "order-service",
                                "package shop.order.status; interface Refund { org.apache.kafka.common.TopicPartition p(); }")),
                refuses(
                        "shop.order.status.Refund",
                        SampleShop.of(
                                "order-service", "package shop.order.status; record Refund(java.time.Clock clock) {}")),
                refuses(
                        "shop.order.status.Refund",
                        SampleShop.of(
                                "order-service",
                                "package shop.order.status; record Refund(Orders orders) {}",
                                "package shop.order.status; @org.springframework.stereotype.Service class Orders {}")),
                refuses(
                        "shop.order.status.Refund",
                        SampleShop.of(
                                        "order-service",
                                        "package shop.order.status; record Refund(shop.messaging.Outbox outbox) {}")
                                .and("messaging", "package shop.messaging; public class Outbox {}")));
    }

    @Test
    void onlyRepositoriesSpeakSql() throws IOException {
        check(
                modules -> noClasses()
                        .that(modules.in(MavenModule::isService))
                        .and(not(resideInAPackage("shop.*.db..")))
                        .and(not(describe("repositories", type -> isOrIsNestedIn(type, REPOSITORY))))
                        .should()
                        .dependOnClassesThat(SQL),
                refuses(
                        "shop.order.status.Orders",
                        SampleShop.of(
                                "order-service",
                                "package shop.order.status; class Orders { org.jooq.DSLContext sql; }")),
                refuses(
                        "shop.order.Orders",
                        SampleShop.of(
                                "order-service", "package shop.order; class Orders { java.sql.Connection sql; }")),
                refuses(
                        "shop.order.status.OrderPage",
                        SampleShop.of(
                                "order-service",
                                "package shop.order.status; class OrderPage { shop.order.db.Tables tables; }",
                                "package shop.order.db; public class Tables {}")));
    }

    @Test
    void inMessagingOnlyTheOwnersOfTablesSpeakSql() throws IOException {
        check(
                _ -> noClasses()
                        .that(resideInAPackage("shop.messaging.."))
                        .and(not(describe(
                                "owners of tables",
                                type -> isOrIsNestedIn(
                                        type, outer -> SQL_IN_MESSAGING.contains(outer.getSimpleName())))))
                        .should()
                        .dependOnClassesThat(SQL),
                refuses(
                        "shop.messaging.TraceContext",
                        SampleShop.of(
                                "messaging",
                                "package shop.messaging; class TraceContext { java.sql.Connection sql; }")));
    }

    @Test
    void controllersAndListenersCallTheFeaturesApi() throws IOException {
        check(
                modules -> noClasses()
                        .that(modules.in(MavenModule::isService))
                        .and(simpleNameEndingWith("Controller").or(simpleNameEndingWith("Listener")))
                        .should()
                        .dependOnClassesThat(REPOSITORY)
                        .orShould()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("shop.messaging.Outbox"),
                refuses(
                        "shop.order.status.OrderController",
                        SampleShop.of(
                                "order-service",
                                "package shop.order.status; class OrderController { OrderRepository orders; }",
                                "package shop.order.status; class OrderRepository {}")),
                refuses(
                        "shop.order.status.CheckoutEventsListener",
                        SampleShop.of(
                                        "order-service",
                                        "package shop.order.status; class CheckoutEventsListener { shop.messaging.Outbox o; }")
                                .and("messaging", "package shop.messaging; public class Outbox {}")));
    }

    /** And the fault suite, which writes what nobody should. */
    @Test
    void onlyTheRelayProducesToKafka() throws IOException {
        check(
                _ -> noClasses()
                        .that()
                        .resideOutsideOfPackages("shop.messaging.relay..", "shop.testing.faults..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.apache.kafka.clients.producer..")
                        .orShould()
                        .dependOnClassesThat()
                        .haveNameMatching(
                                "org\\.springframework\\.kafka\\.core\\.(Kafka(Template|Operations)|Producer.*)"),
                refuses(
                        "shop.messaging.Outbox",
                        SampleShop.of(
                                "messaging",
                                "package shop.messaging; class Outbox { org.apache.kafka.clients.producer.Producer<?, ?> p; }")),
                refuses(
                        "shop.tools.audit.Repair",
                        SampleShop.of(
                                "tools/audit",
                                "package shop.tools.audit; class Repair { org.springframework.kafka.core.KafkaTemplate<?, ?> k; }")));
    }

    @Test
    void theCartKnowsNeitherOutboxNorKafka() throws IOException {
        check(
                _ -> noClasses()
                        .that(resideInAPackage("shop.cart.."))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(
                                "shop.messaging..",
                                "shop.eventcodec..",
                                "org.apache.kafka..",
                                "org.springframework.kafka..")),
                refuses(
                        "shop.cart.basket.Carts",
                        SampleShop.of(
                                        "cart-service",
                                        "package shop.cart.basket; class Carts { shop.messaging.Outbox o; }")
                                .and("messaging", "package shop.messaging; public class Outbox {}")),
                refuses(
                        "shop.cart.basket.Carts",
                        SampleShop.of(
                                "cart-service",
                                "package shop.cart.basket; class Carts { org.apache.kafka.common.TopicPartition p; }")));
    }

    @Test
    void noModuleIsADrawer() throws IOException {
        check(
                _ -> noClasses()
                        .should()
                        .resideInAnyPackage(
                                "..common..", "..core..", "..util..", "..utils..", "..helper..", "..helpers..")
                        .orShould()
                        .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)"),
                refuses(
                        "shop.order.util.Json",
                        SampleShop.of("order-service", "package shop.order.util; class Json {}")),
                refuses("shop.common.Json", SampleShop.of("common", "package shop.common; class Json {}")),
                refuses(
                        "shop.order.JsonUtils",
                        SampleShop.of("order-service", "package shop.order; class JsonUtils {}")));
    }

    /** Tools and test servers wait by the machine's clock. What the shop decides and stores gets its clock handed in. */
    @Test
    void timeComesFromAClock() throws IOException {
        check(
                modules -> noClasses()
                        .that(modules.in(module -> module.isService() || module.isMechanism() || module.isDomain()))
                        .should()
                        .callMethodWhere(describe("it reads the machine's clock", ArchitectureTest::readsTheTime)),
                refuses(
                        "shop.order.status.Order",
                        SampleShop.of(
                                "order-service",
                                "package shop.order.status; class Order { Object at = java.time.Instant.now(); }")),
                refuses(
                        "shop.messaging.Inbox",
                        SampleShop.of(
                                "messaging",
                                "package shop.messaging; class Inbox { long at = System.currentTimeMillis(); }")),
                refuses(
                        "shop.schemas.Day",
                        SampleShop.of(
                                "schemas",
                                "package shop.schemas; class Day { Object day = java.time.LocalDate.now(); }")),
                refuses(
                        "shop.cart.basket.Carts",
                        SampleShop.of(
                                "cart-service",
                                "package shop.cart.basket; class Carts { Object clock = java.time.Clock.systemUTC(); }")));
    }

    /** What is generated from a database counts as one package. */
    private static String sourcePackage(JavaClass type) {
        return type.getPackageName().replaceFirst("^(shop\\.[^.]+\\.db)\\..*", "$1");
    }

    private static boolean isDecision(Modules modules, JavaClass type) {
        return modules.of(type)
                        .flatMap(module -> module.featureOf(type.getPackageName()))
                        .isPresent()
                && !isOrIsNestedIn(type, ArchitectureTest::isKnownToSpring)
                && !isOrIsNestedIn(type, simpleNameEndingWith("Problems"));
    }

    private static boolean isKnownToSpring(JavaClass type) {
        return type.getAnnotations().stream()
                .anyMatch(annotation -> annotation.getRawType().getPackageName().startsWith("org.springframework."));
    }

    private static boolean isOrIsNestedIn(JavaClass type, Predicate<JavaClass> outer) {
        return outer.test(type)
                || type.getEnclosingClass()
                        .filter(enclosing -> isOrIsNestedIn(enclosing, outer))
                        .isPresent();
    }

    private static boolean readsTheTime(JavaMethodCall call) {
        MethodCallTarget target = call.getTarget();
        String owner = target.getOwner().getName();
        String method = target.getName();
        return switch (owner) {
            case "java.lang.System" -> method.equals("currentTimeMillis");
            case "java.time.Clock" -> method.startsWith("system") && !makesBeans(call.getOriginOwner());
            default ->
                owner.startsWith("java.time.")
                        && method.equals("now")
                        && target.getRawParameterTypes().isEmpty();
        };
    }

    private static boolean makesBeans(JavaClass type) {
        return type.getSimpleName().endsWith("Application")
                || type.getSimpleName().endsWith("Configuration");
    }

    private record Violation(String by, SampleShop sample) {}

    private static Violation refuses(String violator, SampleShop sample) {
        return new Violation(violator, sample);
    }

    /** The shop keeps the rule, and the rule refuses each of the samples. */
    private void check(Function<Modules, ArchRule> rule, Violation... violations) throws IOException {
        for (int i = 0; i < violations.length; i++) {
            Modules sample = violations[i].sample().compiledIn(folder.resolve("sample" + i));
            assertThatThrownBy(() -> rule.apply(sample).check(sample.classes()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(violations[i].by());
        }
        rule.apply(shop).check(shop.classes());
    }
}
