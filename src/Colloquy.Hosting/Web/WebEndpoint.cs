using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Colloquy.Hosting;

/// <summary>An endpoint of an application of ASP.NET Core, with the methods and the types that its metadata names: handlers of minimal APIs, controllers, pages, hubs.</summary>
/// <remarks>Read by reflection, so that a worker service does not need the framework of ASP.NET Core.</remarks>
internal sealed record WebEndpoint(string Name, IReadOnlyList<MethodInfo> Methods, IReadOnlyList<Type> Types)
{
    /// <summary>Returns all endpoints that routing knows; none in an application without routing.</summary>
    public static IEnumerable<WebEndpoint> ListAll(IServiceProvider services)
    {
        var source = Type.GetType("Microsoft.AspNetCore.Routing.EndpointDataSource, Microsoft.AspNetCore.Routing");
        var metadata = Type.GetType("Microsoft.AspNetCore.Http.Endpoint, Microsoft.AspNetCore.Http.Abstractions")?.GetProperty("Metadata");
        if (source?.GetProperty("Endpoints") is not { } endpoints || metadata is null || services.GetService(source) is not { } routing)
            return [];

        return ((IEnumerable<object>)endpoints.GetValue(routing)!).Select(endpoint => Create($"{endpoint}", [.. (IEnumerable<object>)metadata.GetValue(endpoint)!]));
    }

    /// <summary>Returns the methods of the types, for endpoints that name no method, as that of a hub.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Methods that ASP.NET Core calls are kept for it. One that is trimmed is not checked.")]
    public IEnumerable<MethodInfo> ListMethodsOfTypes()
    {
        List<MethodInfo> methods = [];
        for (var i = 0; i < Types.Count; i++)
            methods.AddRange(Types[i].GetMethods(BindingFlags.Public | BindingFlags.Instance));
        return methods;
    }

    private static WebEndpoint Create(string name, List<object> metadata)
    {
        List<object> named = [.. metadata, .. metadata.SelectMany(GetMembers)];
        return new(name, [.. named.OfType<MethodInfo>().Distinct()], [.. named.OfType<Type>().Distinct()]);
    }

    /// <summary>Returns the values of the properties whose type is a method or a type.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Properties that ASP.NET Core reads are kept for it. One that is trimmed is not checked.")]
    private static IEnumerable<object> GetMembers(object metadata) =>
        metadata is MemberInfo ? [] : metadata.GetType().GetProperties()
            .Where(property => property.GetIndexParameters().Length == 0 && (property.PropertyType == typeof(MethodInfo) || property.PropertyType == typeof(Type) || property.PropertyType == typeof(TypeInfo)))
            .Select(property => property.GetValue(metadata)).OfType<object>();
}
