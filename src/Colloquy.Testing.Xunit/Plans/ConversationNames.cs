using System.Reflection;

namespace Colloquy.Testing.Plans;

/// <summary>The name of a conversation and its variants, which no other conversation of the assembly has.</summary>
internal sealed class ConversationNames
{
    private ConversationNames(string name, IReadOnlyList<string?> variants) => (Name, Variants) = (name, variants);

    public string Name { get; }

    /// <summary>Gets the variants, in order; one null for a conversation without variants.</summary>
    public IReadOnlyList<string?> Variants { get; }

    private IEnumerable<string> FullNames => Variants.Select(FullName);

    public static ConversationNames Of(Type testClass)
    {
        var names = Read(testClass) ?? throw new ConversationPlanException($"The class {testClass} has turns but no name for their conversation. Mark it with [Conversation(\"a-name\")].");
        if (string.IsNullOrWhiteSpace(names.Name))
            throw new ConversationPlanException($"The conversation of {testClass} has an empty name. Give it one that is unique within the assembly.");
        if (testClass.IsDefined(typeof(VariantAttribute), inherit: false) && names.Variants.Any(string.IsNullOrWhiteSpace))
            throw new ConversationPlanException($"A variant of the conversation '{names.Name}' of {testClass} has an empty name. Name it, for example by its model.");
        if (Twice(names.FullNames) is { } twice)
            throw new ConversationPlanException($"The class {testClass} has two variants that are named '{twice}'. Give each a name of its own.");

        // Names of files, such as those of cassettes, are made of these names, and on some machines case makes no difference there.
        foreach (var type in TypesOf(testClass.Assembly).Where(type => type != testClass))
        {
            if (TryRead(type) is { } other && names.FullNames.Intersect(other.FullNames, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } shared)
                throw new ConversationPlanException($"Two conversations are named '{shared}': {string.Join(" and ", new[] { testClass.FullName, type.FullName }.Order(StringComparer.Ordinal))}. Give each a name of its own, since cassettes and reports know conversations by their names.");
        }

        return names;
    }

    public string FullName(string? variant) => variant is null ? Name : $"{Name}[{variant}]";

    private static ConversationNames? Read(Type type) => type.GetCustomAttribute<ConversationAttribute>(inherit: false) is { } attribute
        ? new ConversationNames(attribute.Name, [.. type.GetCustomAttributes<VariantAttribute>(inherit: false).Select(variant => variant.Name).DefaultIfEmpty(null)])
        : null;

    /// <summary>An attribute that throws is reported with its own class, and with no other.</summary>
    private static ConversationNames? TryRead(Type type)
    {
        try
        {
            return Read(type);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static string? Twice(IEnumerable<string> names) => names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1)?.Key;

    /// <summary>Returns the types of an assembly, as far as they can be loaded.</summary>
    internal static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException error)
        {
            return error.Types.OfType<Type>();
        }
    }
}
