using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Colloquy.Solution.Tests;

/// <summary>Reads the classes of options from the packages, with the default of each property, as docs/options.md lists them.</summary>
internal static partial class OptionsPage
{
    private static readonly string[] s_suffixes = ["Options", "Limits", "Limit", "Policy", "Connection"];

    /// <summary>Gets the packages: the projects under src, but for the command line, whose options are in docs/cli.md.</summary>
    public static IReadOnlyList<string> Packages { get; } =
        [.. Directory.GetDirectories(Repository.PathOf("src")).Where(folder => Directory.GetFiles(folder, "*.csproj").Length > 0).Select(folder => Path.GetFileName(folder)).Where(name => name != "Colloquy.Cli").Order(StringComparer.Ordinal)];

    /// <summary>Returns the rows of a package: the class, its property, and the default.</summary>
    public static IEnumerable<(Type Type, PropertyInfo Property, string Default)> RowsOf(string package) =>
        from type in Assembly.Load(package).GetExportedTypes().OrderBy(type => type.Name, StringComparer.Ordinal)
        where type is { IsClass: true, IsAbstract: false, IsGenericType: false } && s_suffixes.Any(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal))
        let instance = Create(type)
        where instance is not null
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where property.SetMethod is { IsPublic: true } || IsParameter(type, property)
        select (type, property, IsRequired(property) ? "required" : Show(property.GetValue(instance), property.PropertyType));

    /// <summary>Reads the meaning of a property from its XML documentation, for a row that the page lacks.</summary>
    public static string MeaningOf(PropertyInfo property)
    {
        var path = Path.ChangeExtension(property.DeclaringType!.Assembly.Location, ".xml");
        var name = $"P:{property.DeclaringType.FullName}.{property.Name}";
        var summary = File.Exists(path) ? XDocument.Load(path).Descendants("member").FirstOrDefault(member => member.Attribute("name")?.Value == name)?.Element("summary") : null;
        return summary is null ? "" : Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } cref => $"`{string.Join('.', cref.Value[2..].Split('(', '`')[0].Split('.').TakeLast(cref.Value[0] == 'T' ? 1 : 2))}`",
        XElement element => $"`{element.Value}`",
        _ => "",
    };

    private static object? Create(Type type)
    {
        if (type.GetConstructors().OrderBy(constructor => constructor.GetParameters().Length).FirstOrDefault() is not { } constructor)
            return null;

        return constructor.GetParameters() is { Length: 0 } || constructor.GetParameters().All(parameter => parameter.HasDefaultValue)
            ? constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.DefaultValue)])
            : null;
    }

    private static bool IsParameter(Type type, PropertyInfo property) => type.GetConstructors().Any(constructor => constructor.GetParameters().Any(parameter => parameter.Name == property.Name));

    private static bool IsRequired(PropertyInfo property) => property.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "RequiredMemberAttribute");

    private static string Show(object? value, Type type) => value switch
    {
        null => "null",
        TimeProvider => "the system's clock",
        bool flag => flag ? "true" : "false",
        TimeSpan time => Show(time),
        Enum named => named.ToString(),
        string text => text.Length == 0 ? "empty" : text,
        IFormattable number when type.IsPrimitive || Nullable.GetUnderlyingType(type) is { IsPrimitive: true } => number.ToString(number is float or double ? "0.##" : "#,0", CultureInfo.InvariantCulture),
        Delegate => "built in",
        IEnumerable items => items.Cast<object>().Any() ? "built in" : "none",
        ValueType of => Convert.ToString(of, CultureInfo.InvariantCulture)!,
        _ when value.GetType().Name.StartsWith("Null", StringComparison.Ordinal) => "none",
        SessionSelection selection => selection.ToString(),
        _ when value.GetType().IsPublic && value.GetType().Namespace!.StartsWith("Colloquy", StringComparison.Ordinal) => $"a new {value.GetType().Name}",
        _ => "built in",
    };

    private static string Show(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? "no limit"
        : time.TotalDays >= 1 ? $"{time.TotalDays:0.##} d"
        : time.TotalHours >= 1 ? $"{time.TotalHours:0.##} h"
        : time.TotalMinutes >= 1 ? $"{time.TotalMinutes:0.##} min"
        : time.TotalSeconds >= 1 || time == TimeSpan.Zero ? $"{time.TotalSeconds:0.##} s"
        : $"{time.TotalMilliseconds:0.##} ms";

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
