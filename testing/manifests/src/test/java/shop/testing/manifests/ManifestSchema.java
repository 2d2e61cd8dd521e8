package shop.testing.manifests;

import static shop.testing.manifests.Manifests.kind;
import static shop.testing.manifests.Manifests.name;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;

/**
 * Reads manifests into the types of Kubernetes' API, and holds custom resources against their schemas: a value of another
 * type is refused, and so is a field that nobody knows.
 */
final class ManifestSchema {

    private static final Map<String, Class<? extends HasMetadata>> TYPES = Map.ofEntries(
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/LimitRange", LimitRange.class),
            Map.entry("v1/Namespace", Namespace.class),
            Map.entry("v1/ResourceQuota", ResourceQuota.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("v1/ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1/Deployment", Deployment.class),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("batch/v1/Job", Job.class),
            Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
            Map.entry("networking.k8s.io/v1/IngressClass", IngressClass.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("scheduling.k8s.io/v1/PriorityClass", PriorityClass.class));

    private static final ObjectMapper strict = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    coercion -> coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private ManifestSchema() {}

    static List<String> findings(Manifests manifests) {
        return manifests.all().stream()
                .flatMap(manifest -> problems(manifest).stream()
                        .map(problem -> kind(manifest) + " " + name(manifest) + " " + problem))
                .toList();
    }

    private static List<String> problems(JsonNode manifest) {
        String type = manifest.path("apiVersion").asText() + "/" + kind(manifest);
        if (TYPES.containsKey(type)) {
            return problems(manifest, TYPES.get(type));
        }
        if (CustomResource.KNOWN.containsKey(type)) {
            var problems = new ArrayList<>(problems(manifest.path("metadata"), ObjectMeta.class));
            problems.addAll(CustomResource.KNOWN.get(type).problems(manifest));
            return problems;
        }
        return List.of("is of a type that is not known here: " + type);
    }

    private static List<String> problems(JsonNode json, Class<?> type) {
        try {
            var unknown = new TreeSet<String>();
            collectUnknown(strict.treeToValue(json, type), unknown);
            return unknown.isEmpty() ? List.of() : List.of("has the unknown " + unknown);
        } catch (JsonProcessingException e) {
            return List.of("is refused: " + e.getOriginalMessage());
        }
    }

    /** What a type of the API has no field for ends up in its additional properties. */
    private static void collectUnknown(Object read, Set<String> unknown) {
        if (read instanceof Collection<?> many) {
            many.forEach(one -> collectUnknown(one, unknown));
        } else if (read instanceof Map<?, ?> map) {
            map.values().forEach(one -> collectUnknown(one, unknown));
        } else if (read != null && read.getClass().getName().startsWith("io.fabric8.") && !(read instanceof Enum)) {
            Map<String, Object> values = values(PropertyAccessorFactory.forBeanPropertyAccess(read));
            if (values.remove("additionalProperties") instanceof Map<?, ?> additional) {
                additional.keySet().forEach(name -> unknown.add(name.toString()));
            }
            values.values().forEach(value -> collectUnknown(value, unknown));
        }
    }

    private static Map<String, Object> values(BeanWrapper bean) {
        var values = new HashMap<String, Object>();
        for (var property : bean.getPropertyDescriptors()) {
            if (property.getReadMethod() != null && !property.getName().equals("class")) {
                values.put(property.getName(), bean.getPropertyValue(property.getName()));
            }
        }
        return values;
    }
}
