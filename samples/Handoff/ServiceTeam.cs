using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>A router at the front, and two specialists who hand over to each other.</summary>
internal sealed class ServiceTeam
{
    public ServiceTeam(IChatClient chatClient)
    {
        List<Handoff> toTechnical = [];     // filled when there is somebody to hand over to: the two know each other
        Billing = new Agent(chatClient)
        {
            Name = "billing",
            Instructions = "You are the billing specialist. Help with plans, payments and invoices.",
            Tools = ServiceTools.Billing,
            Handoffs = toTechnical,
        };
        var toBilling = new Handoff(Billing) { Description = "For plans, payments and invoices." };
        Technical = new Agent(chatClient)
        {
            Name = "technical",
            Instructions = "You are the technical specialist. Help with errors and crashes.",
            Tools = ServiceTools.Technical,
            Handoffs = [toBilling],
        };
        toTechnical.Add(new Handoff(Technical) { Description = "For errors and crashes." });
        Router = new Agent(chatClient)
        {
            Name = "router",
            Instructions = "You are the router. Find out what the matter is, and hand over to who knows about it.",
            Handoffs = [toBilling, .. toTechnical],
        };
        Coordinator = new Agent(chatClient) { Name = "coordinator", Instructions = "Classify the inquiry." };
    }

    /// <summary>Hands over by a tool that it calls.</summary>
    public Agent Router { get; }

    /// <summary>Says by a value who is to answer, and code routes.</summary>
    public Agent Coordinator { get; }

    private Agent Billing { get; }

    private Agent Technical { get; }

    /// <summary>Has the specialist of a category answer; the front keeps what is for nobody.</summary>
    public Agent FindFor(Category category) => category switch
    {
        Category.Billing => Billing,
        Category.Technical => Technical,
        _ => Router,
    };
}

/// <summary>What the coordinator answers: the model is sent its schema.</summary>
/// <param name="Category">Whose matter it is.</param>
/// <param name="Reason">Why.</param>
internal sealed record Routing(Category Category, string Reason);

/// <summary>Whose matter an inquiry is.</summary>
internal enum Category
{
    /// <summary>Nobody's in particular.</summary>
    General,

    /// <summary>Plans, payments, invoices.</summary>
    Billing,

    /// <summary>Errors and crashes.</summary>
    Technical,
}
