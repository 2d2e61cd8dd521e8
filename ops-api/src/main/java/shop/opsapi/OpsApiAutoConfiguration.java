package shop.opsapi;

import io.micrometer.tracing.Tracer;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Gives a service its audit trail and the operators' API; see {@link OpsManagementConfiguration} for the port. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration",
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration"
        })
@EnableConfigurationProperties(OpsProperties.class)
@Lazy
class OpsApiAutoConfiguration {

    @Bean
    OpsAudit opsAudit(JdbcClient database, JsonMapper json, ObjectProvider<Tracer> tracer) {
        return new OpsAudit(new AuditRepository(database), json, Clock.systemUTC(), tracer.getIfAvailable());
    }

    @Bean
    OpsAnswers opsAnswers(JdbcClient database, JsonMapper json) {
        return new OpsAnswers(new AnswerRepository(database), json, Clock.systemUTC());
    }

    @Bean
    Approvals opsApprovals(OpsProperties settings) {
        return new Approvals(settings.onePerson());
    }

    @Bean
    DescriptionController opsDescriptionController() {
        return new DescriptionController();
    }

    @Bean
    AuditController auditController(OpsAudit audit) {
        return new AuditController(audit);
    }

    @Bean
    AggregateTraceController aggregateTraceController(
            @Value("${spring.application.name}") String service, ObjectProvider<AggregateTrace> parts) {
        return new AggregateTraceController(service, parts);
    }

    @Bean
    BooksController booksController(ObjectProvider<Books> books) {
        return new BooksController(books);
    }

    @Bean
    ErasureController erasureController(
            ObjectProvider<PersonalData> parts,
            OpsAudit audit,
            OpsAnswers answers,
            PlatformTransactionManager transactions) {
        return new ErasureController(parts, audit, answers, new TransactionTemplate(transactions));
    }
}
