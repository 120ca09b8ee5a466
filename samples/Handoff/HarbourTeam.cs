using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>Represents the staff of a harbour office: a front desk, and two officers who hand over to each other.</summary>
internal sealed class HarbourTeam
{
    public HarbourTeam(IChatClient chatClient)
    {
        List<Handoff> toPilots = [];     // filled below: the two officers refer to each other
        Berths = new Agent(chatClient)
        {
            Name = "berths",
            Instructions = "You are the berth officer. You decide where ships lie.",
            Tools = HarbourTools.Berths,
            Handoffs = toPilots,
        };
        var toBerths = new Handoff(Berths) { Description = "For berths, quays and moorings." };
        Pilots = new Agent(chatClient)
        {
            Name = "pilots",
            Instructions = "You are the pilot officer. You know the channel and the tides.",
            Tools = HarbourTools.Pilots,
            Handoffs = [toBerths],
        };
        toPilots.Add(new Handoff(Pilots) { Description = "For pilots, tides and tugs." });
        Front = new Agent(chatClient)
        {
            Name = "office",
            Instructions = "You answer the radio of a harbour office. Pass each ship to the officer who can help it.",
            Handoffs = [toBerths, .. toPilots],
        };
        Dispatcher = new Agent(chatClient) { Name = "dispatcher", Instructions = "Say which officer a call is for." };
    }

    /// <summary>Gets the agent that hands over by calling a tool.</summary>
    public Agent Front { get; }

    /// <summary>Gets the agent that names the officer in a value, on which code acts.</summary>
    public Agent Dispatcher { get; }

    private Agent Berths { get; }

    private Agent Pilots { get; }

    /// <summary>Returns the agent for an officer. The front desk answers when no officer is named.</summary>
    public Agent FindFor(Officer officer) => officer switch
    {
        Officer.Berths => Berths,
        Officer.Pilots => Pilots,
        _ => Front,
    };
}

/// <summary>Represents the dispatcher's answer. The model receives its schema.</summary>
/// <param name="Officer">The officer whom the call is for.</param>
/// <param name="Reason">The reason.</param>
internal sealed record Assignment(Officer Officer, string Reason);

/// <summary>Specifies whom a call is for.</summary>
internal enum Officer
{
    /// <summary>No officer.</summary>
    None,

    /// <summary>The berth officer.</summary>
    Berths,

    /// <summary>The pilot officer.</summary>
    Pilots,
}
