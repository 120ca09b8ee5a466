using System.Reflection;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Colloquy;

/// <summary>Parameters of tools that are services: by their type, or by <c>[FromKeyedServices]</c>.</summary>
internal static class ServiceParameter
{
    /// <summary>Returns how a parameter is filled in from the services of the run; null when it is an argument.</summary>
    public static Func<ParameterInfo, AIFunctionArguments, object?>? Find(ParameterInfo parameter, IServiceProviderIsService? services)
    {
        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
            return (parameter, arguments) => Require(parameter, arguments, services => (services as IKeyedServiceProvider)?.GetKeyedService(parameter.ParameterType, keyed.Key));

        return services is not null && IsService(parameter.ParameterType, services)
            ? static (parameter, arguments) => Require(parameter, arguments, services => services.GetService(parameter.ParameterType))
            : null;
    }

    // A container can make an empty list of anything. The provider itself is filled in without this class.
    private static bool IsService(Type type, IServiceProviderIsService services) =>
        type != typeof(IServiceProvider)
        && services.IsService(type)
        && (!type.IsConstructedGenericType || type.GetGenericTypeDefinition() != typeof(IEnumerable<>) || services.IsService(type.GenericTypeArguments[0]));

    private static object? Require(ParameterInfo parameter, AIFunctionArguments arguments, Func<IServiceProvider, object?> find)
    {
        var services = arguments.Services ?? NoServices.Instance;
        return find(services) ?? (parameter.HasDefaultValue ? parameter.DefaultValue : throw NoServices.Missing(parameter.ParameterType, anyGiven: services is not NoServices));
    }
}
