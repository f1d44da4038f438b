namespace SyncOps.Engine.Events;
public static class EventIdentity { public static UInt128 Of(FloorEvent e) => (UInt128)e.GetHashCode(); public static ulong PayloadHash(FloorEvent e) => (ulong)e.GetHashCode(); }
