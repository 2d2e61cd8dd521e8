package shop.testing.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The module rules of docs/ARCHITECTURE.md, on the compiled classes of every module. */
class ArchitectureTest {

    private static final List<String> MODULES = List.of(
            "schemas",
            "database",
            "messaging",
            "http-api",
            "cart-service",
            "checkout-service",
            "inventory-service",
            "order-service");

    private static JavaClasses shop;

    @BeforeAll
    static void readClasses() {
        shop = new ClassFileImporter()
                .importPaths(MODULES.stream()
                        .map(module -> Path.of("../..", module, "target", "classes"))
                        .toList());
    }

    @Test
    void everyModuleIsLookedAt() {
        for (String owner :
                List.of("schemas", "database", "messaging", "httpapi", "cart", "checkout", "inventory", "order")) {
            if (shop.stream().noneMatch(type -> type.getPackageName().startsWith("shop." + owner))) {
                throw new AssertionError("No class of shop." + owner + " was read; these rules would prove nothing");
            }
        }
    }

    @Test
    void theSchemasArePureJava() {
        check(classes()
                .that()
                .resideInAPackage("shop.schemas..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "shop.schemas..", "org.jspecify.annotations.."));
    }

    @Test
    void messagingKnowsNoDomainWord() {
        check(classes()
                .that()
                .resideInAPackage("shop.messaging..")
                .should()
                .onlyDependOnClassesThat(
                        not(resideInAPackage("shop..")).or(resideInAnyPackage("shop.messaging..", "shop.database.."))));
    }

    @Test
    void httpApiKnowsNoFeature() {
        check(classes()
                .that()
                .resideInAPackage("shop.httpapi..")
                .should()
                .onlyDependOnClassesThat(
                        not(resideInAPackage("shop..")).or(resideInAnyPackage("shop.httpapi..", "shop.database.."))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cart", "checkout", "inventory", "order"})
    void aServiceNeverDependsOnAnotherServicesCode(String service) {
        String[] others = Stream.of("cart", "checkout", "inventory", "order")
                .filter(other -> !other.equals(service))
                .map(other -> "shop." + other + "..")
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage("shop." + service + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(others)));
    }

    @Test
    void onlyTheRelayProducesToKafka() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("shop.messaging..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Producer.class)
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("KafkaTemplate"));
    }

    @Test
    void theCartKnowsNeitherOutboxNorKafka() {
        check(noClasses()
                .that()
                .resideInAPackage("shop.cart..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("shop.messaging..", "org.apache.kafka..", "org.springframework.kafka.."));
    }

    /** The replica package asks both servers how far their logs are, and hands repositories one of them to read from. */
    @Test
    void onlyRepositoriesSpeakSql() {
        check(noClasses()
                .that()
                .resideInAnyPackage("shop.cart..", "shop.checkout..", "shop.inventory..", "shop.order..")
                .and()
                .resideOutsideOfPackages("shop.*.db..", "shop.order.replica..")
                .and()
                .haveSimpleNameNotEndingWith("Repository")
                .and(not(describe("nested in a repository", ArchitectureTest::isNestedInRepository)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jooq..", "shop.*.db.."));
    }

    @Test
    void theReplicaKnowsNoTableAndNoFeature() {
        check(classes()
                .that()
                .resideInAPackage("shop.order.replica..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("shop..")).or(resideInAPackage("shop.order.replica.."))));
    }

    @Test
    void featuresOfAServiceFormNoCycle() {
        for (String service : List.of("cart", "checkout", "inventory", "order")) {
            check(slices().matching("shop." + service + ".(*)..").should().beFreeOfCycles());
        }
    }

    @Test
    void noModuleIsADrawer() {
        check(noClasses()
                .should()
                .resideInAnyPackage("..common..", "..core..", "..util..", "..utils..", "..helper..")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl"));
    }

    @Test
    void timeComesFromAClock() {
        check(noClasses()
                .that()
                .resideInAnyPackage("shop.checkout..", "shop.inventory..", "shop.order..")
                .should()
                .callMethod(Instant.class, "now"));
    }

    private static boolean isNestedInRepository(JavaClass type) {
        return type.getEnclosingClass()
                .map(outer -> outer.getSimpleName().endsWith("Repository"))
                .orElse(false);
    }

    private static void check(ArchRule rule) {
        rule.check(shop);
    }
}
