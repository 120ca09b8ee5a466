using System.Reflection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The id of a log event names one event of its package, so that a filter or an alert finds that event alone.</summary>
public sealed class EventIdTests
{
    public static TheoryData<string> Packages => ["Colloquy", "Colloquy.Sqlite", "Colloquy.Mcp", "Colloquy.Hosting", "Colloquy.Models", "Colloquy.Postgres"];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Each_event_id_is_used_once(string package)
    {
        const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

        var events = from type in Assembly.Load(package).GetTypes()
                     from method in type.GetMethods(Any)
                     let message = method.GetCustomAttribute<LoggerMessageAttribute>()
                     where message is not null
                     select (message.EventId, Event: $"{type.Name}.{method.Name}");

        Assert.NotEmpty(events);
        Assert.Empty(events.GroupBy(one => one.EventId).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(one => one.Event))}"));
    }
}
