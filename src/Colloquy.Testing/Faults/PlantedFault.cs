namespace Colloquy.Testing;

/// <summary>Represents a fault that can be planted in any conversation, to see whether its tests catch it.</summary>
public sealed class PlantedFault
{
    private readonly Func<FaultUse, PlantedFaultExtension> _create;

    internal PlantedFault(string id, string description, string caughtBy, Func<FaultUse, PlantedFaultExtension> create) =>
        (Id, Description, CaughtBy, _create) = (id, description, caughtBy, create);

    /// <summary>Gets the id, such as <c>forgets-history</c>.</summary>
    public string Id { get; }

    /// <summary>Gets what is planted, as a sentence.</summary>
    public string Description { get; }

    /// <summary>Gets the check that catches the fault, as a sentence.</summary>
    public string CaughtBy { get; }

    /// <summary>Returns an extension that plants the fault in one conversation and its forks. Give it to the builder before the conversation is configured.</summary>
    public PlantedFaultExtension CreateExtension() => _create(new FaultUse());

    /// <summary>Returns the id and the description.</summary>
    public override string ToString() => $"{Id}: {Description}";

    internal PlantedFaultExtension CreateExtension(FaultUse use) => _create(use);
}
