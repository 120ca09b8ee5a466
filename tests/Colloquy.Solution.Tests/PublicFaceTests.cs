using System.CodeDom.Compiler;
using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>What every package holds to in what it shows to those who use it.</summary>
public sealed class PublicFaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Packages => [.. OptionsPage.Packages];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_exception_is_caught_as_a_ColloquyException(string package) =>
        Assert.All(Assembly.Load(package).GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Exception))), type => Assert.True(type.IsAssignableTo(typeof(ColloquyException)), $"{type} does not derive from ColloquyException."));

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_converter_that_is_public_for_an_attribute_is_hidden_from_editors(string package) =>
        Assert.All(Assembly.Load(package).GetExportedTypes().Where(type => type.IsSubclassOf(typeof(JsonConverter))), type => Assert.Equal(EditorBrowsableState.Never, type.GetCustomAttribute<EditorBrowsableAttribute>()?.State));

    [Theory]
    [MemberData(nameof(Packages))]
    public void Nothing_that_a_generator_wrote_is_public(string package) =>
        Assert.DoesNotContain(Assembly.Load(package).GetExportedTypes(), type => IsGenerated(type) || type.GetMembers(Declared).Any(member => IsGenerated(member) && IsVisible(member)));

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_documentation_holds_nothing_that_a_generator_wrote(string package)
    {
        var generated = Assembly.Load(package).GetTypes().SelectMany(type => type.GetMembers(Declared).Where(member => member is not Type && (IsGenerated(type) || IsGenerated(member))).Select(NameOf)).ToHashSet(StringComparer.Ordinal);

        var documented = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{package}.xml")).Descendants("member").Select(member => (string)member.Attribute("name")!).ToList();

        Assert.NotEmpty(documented);
        Assert.DoesNotContain(documented, name => name.Contains(".Generated.", StringComparison.Ordinal) || generated.Contains(WithoutParameters(name[2..])));
    }

    private static bool IsGenerated(MemberInfo member) => member.GetCustomAttribute<GeneratedCodeAttribute>(inherit: false) is not null;

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        _ => false,
    };

    private static string NameOf(MemberInfo member) => $"{member.DeclaringType!.FullName?.Replace('+', '.')}.{member.Name.Replace(".ctor", "#ctor", StringComparison.Ordinal)}";

    private static string WithoutParameters(string name) => name.IndexOf('(', StringComparison.Ordinal) is >= 0 and var open ? name[..open] : name;
}
