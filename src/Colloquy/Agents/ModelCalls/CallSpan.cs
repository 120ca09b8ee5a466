using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The span of a model call. A call has one span: a new one, unless a client around the call or inside creates it.</summary>
internal readonly struct CallSpan : IDisposable
{
    private const string Cost = "colloquy.cost.usd";

    private readonly Activity? _own;
    private readonly Activity? _around;

    private CallSpan(Activity? own, Activity? around, string? others) => (_own, _around, Others) = (own, around, others);

    /// <summary>The name of the source, and of the meter, of the client that measures the call too; null for none.</summary>
    public string? Others { get; }

    /// <summary>Starts the span of a call.</summary>
    /// <param name="client">The client that is called.</param>
    /// <param name="site">The place of the call in the conversation.</param>
    /// <param name="key">The session.</param>
    /// <param name="provider">The provider; null when it is not known.</param>
    /// <param name="model">The model; null when it is not known.</param>
    /// <param name="options">The options of the call.</param>
    /// <param name="purpose">The purpose of a call beside the conversation; null for an answer.</param>
    public static CallSpan Start(IChatClient client, ModelCallSite site, SessionKey key, string? provider, string? model, ChatOptions? options, string? purpose)
    {
        // A client with a source of its own creates a span for each call that reaches it.
        var around = Activity.Current;
        var inside = client.GetService<ActivitySource>();
        if (inside is not null && inside != ColloquyTelemetry.Source && inside.HasListeners())
            return new CallSpan(null, around?.Source == ColloquyTelemetry.Source ? around : null, inside.Name);

        // The span of a client around a session's client describes the call that answers, but no calls beside it.
        if (purpose is null && around is not null && around.Source != ColloquyTelemetry.Source && around.GetTagItem("gen_ai.operation.name") is "chat")
        {
            RunSpans.Tag(around, "chat", key, site.Author);
            around.SetTag("colloquy.turn", site.TurnNumber);
            return new CallSpan(null, around, around.Source.Name);
        }

        return new CallSpan(RunSpans.StartCall(key, site.Author, site.TurnNumber, provider, model, options, purpose), null, inside?.Name);
    }

    /// <summary>Records what the call returned.</summary>
    public void End(ModelCallBody call)
    {
        RunSpans.End(_own, call);
        if (_around is not null && call.Cost is { } cost)
            _around.SetTag(Cost, (double)cost + (_around.GetTagItem(Cost) as double? ?? 0));
    }

    /// <summary>Records that the call failed.</summary>
    public void Fail(Exception e) => RunSpans.Fail(_own, e);

    /// <inheritdoc />
    public void Dispose() => _own?.Dispose();
}
