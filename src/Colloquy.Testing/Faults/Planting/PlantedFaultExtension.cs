namespace Colloquy.Testing;

/// <summary>Represents a planted fault in one conversation and its forks. <see cref="PlantedFault.CreateExtension()"/> creates it.</summary>
public abstract class PlantedFaultExtension : ConversationExtension
{
    private readonly FaultUse _use;

    internal PlantedFaultExtension(FaultUse use) => _use = use;

    /// <summary>Gets a value that indicates whether the fault changed something in the conversation or in one of its forks. A conversation without tools is not changed by a fault of tools.</summary>
    public bool WasApplied => _use.WasApplied;

    internal override bool WrapsLast => true;

    internal override bool IsPlantedFault => true;

    internal FaultUse Use => _use;
}
