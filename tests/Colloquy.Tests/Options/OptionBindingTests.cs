using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Colloquy.Tests.Options;

/// <summary>Options are classes that an application's configuration binds, as it does those of other libraries.</summary>
public sealed class OptionBindingTests
{
    /// <summary>The classes of options: those whose name says so, and the limits of a run.</summary>
    private static readonly Type[] Types =
        [.. typeof(Agent).Assembly.GetExportedTypes().Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal)).Append(typeof(RunLimits)).OrderBy(type => type.Name)];

    public static TheoryData<string> Names => [.. Types.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_option_with_a_plain_value_is_bound(string name)
    {
        var type = Types.Single(type => type.Name == name);
        var plain = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => ValueOf(property.PropertyType) is not null).ToList();
        var configuration = Configure([.. plain.Select(property => (property.Name, ValueOf(property.PropertyType)!))]);

        var bound = configuration.Get(type);

        Assert.NotEmpty(plain);
        Assert.All(plain, property => Assert.Equal(ValueOf(property.PropertyType), Show(property.GetValue(bound))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_option_is_a_sealed_class_whose_properties_can_be_set(string name)
    {
        var type = Types.Single(type => type.Name == name);

        Assert.True(type.IsSealed && type.GetConstructor([]) is not null);
        Assert.All(type.GetProperties(), property => Assert.True(property.SetMethod is { IsPublic: true } setter && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)), property.Name));
    }

    [Fact]
    public void Options_within_options_and_lists_are_bound()
    {
        var configuration = Configure(("Limits:Steps", "7"), ("Limits:Time", "00:01:00"), ("UsageLimits:0:Scope", "User"), ("UsageLimits:0:Tokens", "500"), ("ChatOptions:Temperature", "0.5"), ("Session:State:MaxValueBytes", "1024"));

        var run = configuration.Get<RunOptions>()!;
        var import = configuration.Get<ImportOptions>()!;

        Assert.Equal((7, TimeSpan.FromMinutes(1), 0.5f), (run.Limits!.Steps, run.Limits.Time, run.ChatOptions!.Temperature));
        Assert.Equal((Scope.User, 500), Assert.Single(run.UsageLimits!) is { } limit ? (limit.Scope, limit.Tokens) : default);
        Assert.Equal(1024, import.Session.State.MaxValueBytes);
    }

    [Fact]
    public void A_value_outside_its_range_is_refused_when_it_is_bound()
    {
        var refused = Assert.Throws<TargetInvocationException>(() => Configure(("Steps", "0")).Get<RunLimits>());

        Assert.IsType<ArgumentOutOfRangeException>(refused.InnerException);
    }

    private static IConfiguration Configure(params (string Name, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Name, (string?)value.Value))).Build();

    /// <summary>A value of a type that is in the range of every option, as it stands in a configuration; null when the type has no such value.</summary>
    private static string? ValueOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var bare when bare == typeof(int) => "700",
        var bare when bare == typeof(long) => "70000",
        var bare when bare == typeof(bool) => "True",
        var bare when bare == typeof(TimeSpan) => "00:00:07",
        var bare when bare == typeof(string) => "text",
        { IsEnum: true } bare => Enum.GetNames(bare)[^1],
        _ => null,
    };

    private static string? Show(object? value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);
}
